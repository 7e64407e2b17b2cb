"""The root of every error that the product raises on purpose."""


class FaxError(Exception):
    """Something a caller or a peer did that cannot be served.

    ``what`` went wrong, ``where`` (file, device, octet, key), and the ``remedy``: what a person
    can do about it. ``str()`` joins the three into one line.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}; {self.remedy}" if self.remedy else text
