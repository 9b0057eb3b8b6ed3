"""`python -m minnesota`: the same program as the console script."""

from minnesota.cli import main

if __name__ == "__main__":
    main()
