"""The two tables of the floor: an event that counts, and its RSVPs."""

TABLES = """
CREATE TABLE floor_event (id bigserial PRIMARY KEY, capacity integer, taken integer NOT NULL);
CREATE TABLE floor_rsvp (
    id bigserial PRIMARY KEY,
    event_id bigint NOT NULL REFERENCES floor_event (id),
    member integer NOT NULL,
    intention varchar(140) NOT NULL,
    joined_at timestamptz NOT NULL
);
"""
