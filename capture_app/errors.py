"""What a person is told when the world fails or says no; never used for what is wrong with the data itself."""

from __future__ import annotations

from capture_app.words import say
from forms.findings import Finding


class CaptureError(Exception):
    """Expected trouble: what happened, what is safe, and what can be done; Spanish prose."""

    def __init__(self, message_es: str, safe_es: str = "", action_es: str = "") -> None:
        super().__init__(message_es)
        self.message_es = message_es
        self.safe_es = safe_es
        self.action_es = action_es

    @property
    def sentences(self) -> str:
        """The three parts as one paragraph."""
        return " ".join(part for part in (self.message_es, self.safe_es, self.action_es) if part)


class NotFound(CaptureError):
    """There is no such record, document or folder."""


class Refused(CaptureError):
    """An act or an edit that may not be done; `findings` say why when the data is the reason, in the words of
    the record's type and `kinds`."""

    def __init__(
        self,
        message_es: str,
        findings: tuple[Finding, ...] = (),
        safe_es: str = "",
        action_es: str = "",
        kinds: tuple[str | None, ...] = (),
        record_type: str = "contracting_process",
    ) -> None:
        super().__init__(message_es, safe_es, action_es)
        self.findings = findings
        self.kinds = kinds
        self.record_type = record_type


class OtherOffice(Refused):
    """The portal's code enrols computers of another office, `office`."""

    def __init__(self, office: str, ours: str) -> None:
        message = say("enrol.other_office", office=office, ours=ours)
        super().__init__(message, (), say("act.safe"), say("enrol.other_office.action"))
        self.office = office


class NotEnrolled(CaptureError):
    """The portal did not make this computer known; `place` is what to look at, `portal_url` or `enrol_code`."""

    def __init__(self, message_es: str, place: str) -> None:
        super().__init__(message_es)
        self.place = place


class ReasonNeeded(Refused):
    """Who captured reviews too, in an office that has named its people: asking again with the reason goes on."""


class SignInNeeded(Refused):
    """People of this office have passwords: whoever writes must sign in."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Hay que entrar con contraseña para trabajar en esta oficina (se pidió como {name}).",
            safe_es="No se modificó nada.",
            action_es="Entre con su nombre y su contraseña.",
        )
        self.name = name


class SignInDelayed(Refused):
    """After wrong passwords the next try waits `seconds`; nobody is locked out for good."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"Hubo contraseñas equivocadas: espere {seconds} segundos para volver a intentar.",
            safe_es="No se modificó nada.",
            action_es="Si no la recuerda, un administrador puede ponerle otra.",
        )
        self.seconds = seconds


class UndoBlocked(Refused):
    """The present value of `paths` is not the one the undone edit left; asking again with force overwrites it."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        super().__init__(
            "El valor cambió después de esa edición.",
            safe_es="No se modificó nada.",
            action_es="Confirme si desea volver al valor anterior de todos modos.",
        )
        self.paths = paths


class Stopped(CaptureError):
    """Who asked for something long does not want it any more."""

    def __init__(self) -> None:
        super().__init__("Se detuvo antes de terminar.", "No se guardó nada.")


class StoreBusy(CaptureError):
    """Another process held the database for too long."""

    def __init__(self) -> None:
        super().__init__(
            "La base de datos está ocupada por otro programa.",
            "Lo guardado antes está a salvo; este cambio aún no se guarda.",
            "Espere unos segundos e intente de nuevo.",
        )


class DiskFull(CaptureError):
    """The disk has no room for the change."""

    def __init__(self) -> None:
        super().__init__(
            "El disco está lleno: el cambio no se pudo guardar.",
            "Todo lo guardado antes está a salvo.",
            "Libere espacio en el disco e intente de nuevo; no cierre la ventana.",
        )


class StoreUnreadable(CaptureError):
    """The disk or the file of the database cannot be read or written."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            f"No se pudo leer o escribir la base de datos ({detail}).",
            "No se modificó nada.",
            "Revise el disco y los permisos de la carpeta de datos.",
        )


class RecoveryKeyNeeded(CaptureError):
    """Something is protected and this account has no key to it; `has_store`: whether it could keep one,
    `protection`: what the recovery key is to open (`store.protection`)."""

    def __init__(self, protection: object, *, has_store: bool) -> None:
        super().__init__(
            "Los datos de esta carpeta están protegidos y esta cuenta de la computadora no tiene su clave.",
            "No se modificó nada: los datos siguen ahí, cifrados.",
            "Escriba la clave de recuperación que el administrador imprimió al proteger la carpeta; sin la ventana, con"
            " «captura protect unlock»."
            + ("" if has_store else " Aquí no hay almacén de claves del sistema, así que se pedirá en cada inicio."),
        )
        self.protection, self.has_store = protection, has_store


class DatabaseTooNew(CaptureError):
    """A later version of the program made this database; it is left as it is."""

    def __init__(self) -> None:
        super().__init__(
            "Una versión más reciente del programa creó esta base de datos.",
            "No se modificó nada.",
            "Instale la versión más reciente de Captura Abierta. Mientras tanto, lo que falta enviar se puede guardar"
            " en una copia legible; sin la ventana, con «captura stick queue --out ARCHIVO».",
        )


class AnotherWindow(CaptureError):
    """Another process holds the lock of the data folder."""

    def __init__(self) -> None:
        super().__init__(
            "la ventana está abierta: otro programa está usando esta carpeta de datos.",
            "No se modificó nada.",
            "Ciérrela o haga el cambio desde ella.",
        )


class Damaged(CaptureError):
    """A stored row does not have the digest it was written with."""

    def __init__(self, table: str, key: str) -> None:
        super().__init__(
            f"Los datos guardados se alteraron en el disco (tabla {table}, {key}).",
            "El renglón dañado no se usa ni se envía.",
            "Cierre el programa y vuelva a abrirlo: al abrir aparta lo que falta enviar y repara la base.",
        )
        self.table = table
        self.key = key


class StoreDamaged(CaptureError):
    """SQLite itself finds the file of the database spoilt; the next start puts it together again."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            f"El archivo de la base de datos está dañado{f' ({detail})' if detail else ''}.",
            "No se escribió nada sobre lo dañado.",
            "Cierre el programa y vuelva a abrirlo: al abrir aparta lo que falta enviar y repara la base.",
        )


class BadInput(CaptureError):
    """Something given from outside that cannot be taken; names the file and the place in it."""

    def __init__(self, message_es: str, file: str = "", place: str = "", action_es: str = "") -> None:
        super().__init__(message_es, "No se modificó nada.", action_es)
        self.file = file
        self.place = place


class ChangedSince(BadInput):
    """Files that are not any more what a person looked at before saying that they come in."""

    def __init__(self, names: list[str]) -> None:
        what = "El archivo cambió" if len(names) == 1 else "Los archivos cambiaron"
        super().__init__(
            f"{what} después de que se revisó lo que traía: {', '.join(names)}.",
            names[0],
            action_es="Ciérrelo si lo tiene abierto en otro programa, vuelva a elegirlo y revíselo otra vez.",
        )
