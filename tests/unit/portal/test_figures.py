"""The portal's copy of the table of dated rows: imported whole, every edition kept, and judged by."""

from __future__ import annotations

from datetime import UTC, date, datetime

HEAD = "clave,valor,situación,aprobó,fuente\n"
ROW = "publication.longest,10,vigente,Congreso,Ley de transparencia\n"
NOW = datetime(2026, 3, 20, tzinfo=UTC)


def test_an_edition_holds_and_the_one_before_is_kept(site):
    from portal.intake.figures import export_table, figures_in_force, import_table
    from portal.intake.models import FigureEdition

    assert figures_in_force().own == ()
    assert import_table((HEAD + ROW).encode(), "ana", NOW) == (1, ())
    row = figures_in_force().usable("publication.longest", date(2026, 3, 1))
    assert row is not None
    assert row.value == 10
    import_table((HEAD + ROW.replace("10", "20")).encode(), "eva", NOW)
    assert [edition.imported_by for edition in FigureEdition.objects.order_by("id")] == ["ana", "eva"]
    import_table(export_table().encode(), "eva", NOW)
    assert FigureEdition.objects.count() == 2


def test_a_wrong_table_changes_nothing(site):
    from portal.intake.figures import figures_in_force, import_table

    _, problems = import_table((HEAD + ROW + "nada,1,vigente,x,y\n").encode(), "ana", NOW)
    assert [problem.row for problem in problems] == [3]
    assert figures_in_force().own == ()
