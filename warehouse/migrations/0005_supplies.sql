-- Who supplies whom.

create table core_supplies__event_enterprises (
    supplier_uscc VARCHAR not null,
    buyer_uscc VARCHAR not null,
    year INTEGER,
    sales_share DOUBLE,
    amount_cny_10k DOUBLE,
    received_on DATE,
    known_on DATE not null,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);
