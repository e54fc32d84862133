-- Policies clause by clause, what became of claims, and who may be entitled to what.

create table core_policy_clauses__event_policies (
    policy VARCHAR not null,
    clause VARCHAR not null,
    words_zh VARCHAR,
    fact VARCHAR,
    operator VARCHAR,
    value_text VARCHAR,
    mode VARCHAR,
    known_on DATE not null,
    delivery_id VARCHAR not null,
    row_number BIGINT not null
);

alter table core_policies__event_policies add column amount_cny_10k DOUBLE;
alter table core_policies__event_policies add column amount_words VARCHAR;
alter table core_policies__event_policies add column excludes VARCHAR;
alter table core_policies__event_policies add column claims_per VARCHAR;
alter table core_policies__event_policies add column reviewed_on DATE;

alter table core_claims__event_enterprises add column result VARCHAR;
alter table core_claims__event_enterprises add column refused_clause VARCHAR;
alter table core_claims__event_enterprises add column amount_cny_10k DOUBLE;

alter table core_register__event_enterprises add column high_tech VARCHAR;

create table out_policies__monthly_enterprises (
    month DATE not null,
    uscc VARCHAR not null,
    policy VARCHAR not null,
    status VARCHAR not null,
    clause VARCHAR,
    excluded_by VARCHAR,
    missing_facts VARCHAR,
    manual_clauses VARCHAR,
    unknowns_count INTEGER not null,
    amount_cny_10k DOUBLE,
    valid_to_on DATE,
    place INTEGER
);
