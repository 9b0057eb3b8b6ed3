"""What the tests share: makers of cases, runs of the program, and the tables that several of them
read.
"""
