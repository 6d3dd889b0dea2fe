"""Notices outside the window: through the tray where there is one, else through the desktop's own service."""

from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from studio.ui.shell.icons import icon


class Notices:
    """Tells the desktop something while the window is not in front."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._tray: QSystemTrayIcon | None = None

    def tell(self, title: str, text: str) -> bool:
        """Shows a notice unless the window is active; whether one was asked for."""
        if self._window.isActiveWindow() and QApplication.activeWindow() is not None:
            return False
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            if self._tray is None:
                self._tray = QSystemTrayIcon(icon("message-square"), self._window)
                self._tray.messageClicked.connect(self._come_forward)
            self._tray.show()
            self._tray.showMessage(title[:80], text[:200])
            return True
        return _tell_desktop(title[:80], text[:200])

    def _come_forward(self) -> None:
        self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()


def _tell_desktop(title: str, text: str) -> bool:
    """`org.freedesktop.Notifications`; the body is escaped because servers read it as markup."""
    from html import escape

    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    call = QDBusMessage.createMethodCall(
        "org.freedesktop.Notifications",
        "/org/freedesktop/Notifications",
        "org.freedesktop.Notifications",
        "Notify",
    )
    call.setArguments(["Gateway Studio", 0, "", title, escape(text), [], {}, 8000])
    return bus.send(call)
