"""`python -m federation …`: the same as the command `federation`."""

from federation.cli import main

if __name__ == "__main__":
    main(prog_name="federation")
