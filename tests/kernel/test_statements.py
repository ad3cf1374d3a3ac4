"""The counter of statements counts what is asked, however it is sent."""

import pytest
from django.db import connection

from tests.statements import counting, that_count

TELL = "SELECT set_config('app.community', '7', true), set_config('app.person', '', true)"
OF_A_SESSION = "EXECUTE tell_session ('k')"
OF_ANOTHER_TABLE = "SELECT set_config('app.person', (SELECT max(id)::text FROM people), true)"
ASK = "EXECUTE who_asks_1 ('k', 'writers')"


@pytest.mark.parametrize(
    ("sent", "count"),
    [
        ("BEGIN", 0),
        ('SAVEPOINT "s1_x1"', 0),
        (TELL, 0),
        (f"{TELL};", 0),
        (f"{TELL}; SAVEPOINT s1", 0),
        ("SELECT 1", 1),
        (ASK, 1),
        (f"{TELL}; {ASK}", 1),
        (f"BEGIN; {TELL}; SELECT 1; {ASK}; COMMIT", 2),
        (f"{OF_A_SESSION}; {ASK}", 1),
        (f"{OF_A_SESSION}; SELECT 1; {ASK}", 2),
        (OF_A_SESSION, 1),
        (f"{OF_A_SESSION}; {TELL}", 1),
        (f"{OF_ANOTHER_TABLE}; {ASK}", 2),
        ("select Set_Config('a', (select 'x'  from people), true)", 1),
        ("SELECT set_config('a', 'read FROM; people', true)", 0),
        ("INSERT INTO people (name) VALUES ('SELECT 1; SELECT 2')", 1),
    ],
)
def test_what_is_sent_at_once_is_split_and_each_question_counts(sent, count):
    assert len(that_count(sent)) == count


@pytest.mark.django_db
def test_a_block_counts_what_is_sent_in_it():
    with counting() as asked, connection.cursor() as cursor:
        cursor.execute(f"{TELL}; SELECT 1")
        cursor.execute(TELL)

    assert asked == ["SELECT 1"]
