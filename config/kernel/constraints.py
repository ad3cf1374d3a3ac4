"""What PostgreSQL holds for every tenant table, as constraints that follow from the model.

They take part in migrations like any other constraint, so `makemigrations --check` fails where a
table lacks its row-level security or its tenant foreign keys.
"""

from typing import Any

from django.conf import settings
from django.db.models import BaseConstraint, Model

EVERYWHERE = "(SELECT current_setting('app.everywhere', true)) = 'on'"
MINE = "(SELECT NULLIF(current_setting('app.{name}', true), '')::bigint)"


class TableConstraint(BaseConstraint):
    """A constraint that is a set of statements run once its table stands."""

    def statements(self, table: str) -> list[str]:
        raise NotImplementedError

    def reverse_statements(self, table: str) -> list[str]:
        raise NotImplementedError

    def constraint_sql(self, model: type[Model] | None, schema_editor: Any) -> str:
        """Nothing inside CREATE TABLE: the statements run at the migration's end."""
        return self.create_sql(model, schema_editor)

    def create_sql(self, model: type[Model] | None, schema_editor: Any) -> str:
        """Nothing at once: at the migration's end all tables and their anchors exist."""
        schema_editor.deferred_sql.extend(self.statements(_table(model)))
        return ""

    def remove_sql(self, model: type[Model] | None, _schema_editor: Any) -> str:
        return ";\n".join(self.reverse_statements(_table(model)))

    def validate(self, *_args: object, **_kwargs: object) -> None:
        """Nothing to check in Python: the database does."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TableConstraint):
            return NotImplemented
        return self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((type(self), self.name))


def _table(model: type[Model] | None) -> str:
    if model is None:
        raise TypeError("A constraint of a table needs its model.")
    return model._meta.db_table


class RowLevelSecurity(TableConstraint):
    """Row-level security for one tenant table. An unset scope is '' or NULL: nobody's rows.

    `person` names a column of people: in that person's own scope the row can be read, not written.
    """

    def __init__(self, *, name: str, person: str = "") -> None:
        super().__init__(name=name)
        self.person = person

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        path, _args, kwargs = super().deconstruct()
        return path, (), {**kwargs, **({"person": self.person} if self.person else {})}

    def statements(self, table: str) -> list[str]:
        seen = f"community_id = {MINE.format(name='community')} OR {EVERYWHERE}"
        lines = [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY rows_of_community ON "{table}" USING ({seen}) WITH CHECK ({seen})',
        ]
        if self.person:
            mine = f"{self.person} = {MINE.format(name='person')}"
            lines.append(f'CREATE POLICY own_rows ON "{table}" FOR SELECT USING ({mine})')
        return lines

    def reverse_statements(self, table: str) -> list[str]:
        return [
            f'DROP POLICY IF EXISTS own_rows ON "{table}"',
            f'DROP POLICY rows_of_community ON "{table}"',
            f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        ]


class SameCommunity(TableConstraint):
    """A row points only at rows of its own community: (community_id, column) is the reference."""

    def __init__(self, *, name: str, column: str, target: str) -> None:
        super().__init__(name=name)
        self.column = column
        self.target = target

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        path, _args, kwargs = super().deconstruct()
        return path, (), {**kwargs, "column": self.column, "target": self.target}

    def statements(self, table: str) -> list[str]:
        return [
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{self.name}"'
            f' FOREIGN KEY (community_id, "{self.column}")'
            f' REFERENCES "{self.target}" (community_id, id) DEFERRABLE INITIALLY DEFERRED'
        ]

    def reverse_statements(self, table: str) -> list[str]:
        return [f'ALTER TABLE "{table}" DROP CONSTRAINT "{self.name}"']


class AppendOnly(TableConstraint):
    """The runtime role may add rows and read them, and do nothing else to them."""

    def statements(self, table: str) -> list[str]:
        role = settings.DATABASES["default"]["USER"]
        return [f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM "{role}"']

    def reverse_statements(self, table: str) -> list[str]:
        role = settings.DATABASES["default"]["USER"]
        return [f'GRANT UPDATE, DELETE ON "{table}" TO "{role}"']
