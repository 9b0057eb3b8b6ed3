"""`minnesota report`: writes a report of a case from a template."""
HELP=""
def report() -> None: pass
