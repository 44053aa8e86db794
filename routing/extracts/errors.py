"""What can be wrong with an extract or with the programs that read it."""


class ExtractError(ValueError):
    """The file cannot be used as a road map; the message says why in one line."""


class ProgramError(RuntimeError):
    """A program of the road engine failed; the message ends with its own last words."""
