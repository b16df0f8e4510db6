"""The verbs of the command line: one line each."""

from __future__ import annotations

from capture_app.commands.acts import APPROVE, PUBLISH, RETURN, SUBMIT, WITHDRAW
from capture_app.commands.authority import AUTHORITY
from capture_app.commands.backup import BACKUP
from capture_app.commands.catalogues import CATALOG
from capture_app.commands.chain import HISTORY, VERIFY
from capture_app.commands.check import CHECK
from capture_app.commands.demo import DEMO
from capture_app.commands.erase import ERASE
from capture_app.commands.exchange import SEND, STATUS
from capture_app.commands.export_records import EXPORT
from capture_app.commands.fill import FILL
from capture_app.commands.import_files import IMPORT
from capture_app.commands.init import INIT
from capture_app.commands.justify import JUSTIFY
from capture_app.commands.law import DICTIONARY, SCHEMA
from capture_app.commands.list_records import LIST
from capture_app.commands.mapping import MAPPING
from capture_app.commands.new_record import NEW
from capture_app.commands.office_settings import SETTINGS
from capture_app.commands.platform_uploads import PNT_ACUSE
from capture_app.commands.practice import PRACTICE_VERB
from capture_app.commands.print_sheets import PRINT
from capture_app.commands.profile import PROFILE
from capture_app.commands.protect import PROTECT
from capture_app.commands.removing import DELETE, DELETED, RESTORE
from capture_app.commands.set_field import SET
from capture_app.commands.show_record import SHOW
from capture_app.commands.stick import STICK
from capture_app.commands.template import TEMPLATE
from capture_app.commands.users import USER
from capture_app.commands.validate import VALIDATE
from capture_app.commands.verb import Verb

VERBS: tuple[Verb, ...] = (
    INIT,
    IMPORT,
    MAPPING,
    TEMPLATE,
    NEW,
    LIST,
    SHOW,
    SET,
    FILL,
    SUBMIT,
    RETURN,
    APPROVE,
    PUBLISH,
    WITHDRAW,
    VALIDATE,
    JUSTIFY,
    EXPORT,
    PRINT,
    PNT_ACUSE,
    SEND,
    STATUS,
    STICK,
    HISTORY,
    VERIFY,
    SCHEMA,
    DICTIONARY,
    CATALOG,
    PROFILE,
    SETTINGS,
    USER,
    CHECK,
    AUTHORITY,
    DELETE,
    DELETED,
    RESTORE,
    BACKUP,
    PROTECT,
    ERASE,
    PRACTICE_VERB,
    DEMO,
)
