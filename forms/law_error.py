"""What is said of a file of the law that cannot be read; apart, so that who only tells of it reads no law."""


class LawError(ValueError):
    """A TOML file of the law that says something this program does not understand."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason
