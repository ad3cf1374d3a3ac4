"""The tables of the floors: what an RSVP needs at least, without tenants and without people."""

TABLES = """
CREATE TABLE floor_event (id bigserial PRIMARY KEY, capacity integer, taken integer NOT NULL);
CREATE TABLE floor_rsvp (
    id bigserial PRIMARY KEY,
    event_id bigint NOT NULL REFERENCES floor_event (id),
    member integer NOT NULL,
    intention varchar(140) NOT NULL,
    joined_at timestamptz NOT NULL,
    UNIQUE (event_id, member)
);
CREATE TABLE floor_fact (
    id bigserial PRIMARY KEY,
    name varchar(100) NOT NULL,
    subject_id bigint NOT NULL,
    data jsonb NOT NULL,
    happened_at timestamptz NOT NULL
);
CREATE TABLE floor_delivery (
    id bigserial PRIMARY KEY,
    fact_id bigint NOT NULL REFERENCES floor_fact (id),
    reaction varchar(200) NOT NULL,
    due_at timestamptz NOT NULL
);
"""
EVENTS = "INSERT INTO floor_event (capacity, taken) SELECT 1000000, 0 FROM generate_series(1, %s)"
