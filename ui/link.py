"""News of the network from the operating system, where it tells any."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

Reachability = QNetworkInformation.Reachability


def is_link(reachability: Reachability) -> bool:
    """Whether something beyond this computer may answer; what is not known counts as one, for it may."""
    return reachability not in (Reachability.Disconnected, Reachability.Local)


class LinkWatch(QObject):
    """`came` each time a link appears. Only a hint: without it the pauses between attempts still end."""

    came = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        if QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            QNetworkInformation.instance().reachabilityChanged.connect(self.tell)

    def tell(self, reachability: Reachability) -> None:
        if is_link(reachability):
            self.came.emit()
