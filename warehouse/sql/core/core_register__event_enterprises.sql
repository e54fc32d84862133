-- The register as it was known on $as_of: who had entered by then, with later dates unknown.
with
versions as (
    select
        *,
        (district is not null)::int + (industry is not null)::int + (industry_division is not null)::int + (street is not null)::int
        + (park is not null)::int + (tier is not null)::int + (owner is not null)::int + (owner_email is not null)::int
        + (registered_on is not null)::int + (left_register_on is not null)::int + (high_tech is not null)::int as filled
    from core_register__event_enterprises
    where known_on <= $as_of
),
latest as (
    select *
    from versions
    qualify row_number() over (
        partition by uscc
        order by
            known_on desc, filled desc, name desc, district desc nulls last, industry desc nulls last, industry_division desc nulls last,
            street desc nulls last, park desc nulls last, tier desc nulls last, owner desc nulls last, owner_email desc nulls last,
            high_tech desc nulls last, registered_on desc nulls last, left_register_on desc nulls last, delivery_id, row_number
    ) = 1
)
select
    uscc, name, district, industry, industry_division, street, park, tier, owner, owner_email, high_tech,
    registered_on,
    case when left_register_on <= $as_of then left_register_on end as left_register_on,
    known_on
from latest
where registered_on is null or registered_on <= $as_of
order by uscc
