"""The engine: a protocol, a case and a day in; a verdict on each step and each principle
out. Pure.
"""
