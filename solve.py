"""Solve a park: ``python solve.py parks/baise`` (the same as ``symbiosis solve parks/baise``)."""

from symbiosis.commands.solve import solve

if __name__ == "__main__":
    solve(prog_name="solve.py")
