-- Every list carries the rules it was made by; where they changed, who comes and goes on the same figures.

create table out_rules__monthly_settings (
    month DATE not null,
    kind VARCHAR not null,
    setting VARCHAR not null,
    value_text VARCHAR,
    list_month DATE,
    value_text_then VARCHAR,
    is_changed BOOLEAN not null
);

create table out_rule_changes__monthly_enterprises (
    month DATE not null,
    list_month DATE not null,
    uscc VARCHAR not null,
    effect VARCHAR not null,
    level_then VARCHAR,
    level_now VARCHAR,
    combined_risk_then DOUBLE,
    combined_risk_now DOUBLE
);
