-- What people decided about rows that were refused or set aside, so that nobody has to touch a file to settle one.

create table raw_settlements__event_rows (
    settlement_number BIGINT not null,
    item_id VARCHAR not null,
    action VARCHAR not null,
    kind VARCHAR not null,
    is_consequence BOOLEAN not null,
    rule VARCHAR not null,
    delivery_id VARCHAR not null,
    file_name VARCHAR not null,
    row_number BIGINT,
    uscc VARCHAR,
    account VARCHAR,
    indicator VARCHAR,
    period VARCHAR,
    basis VARCHAR,
    value_expected DOUBLE,
    reason VARCHAR not null,
    settled_by VARCHAR not null,
    known_on DATE not null
);
