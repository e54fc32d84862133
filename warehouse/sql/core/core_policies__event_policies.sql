-- The catalogue of policies as it was known on $as_of.
with
versions as (
    select
        *,
        (topic is not null)::int + (summary is not null)::int + (department is not null)::int + (contact is not null)::int
        + (industry is not null)::int + (tier is not null)::int + (valid_from_on is not null)::int + (valid_to_on is not null)::int
        + (amount_cny_10k is not null)::int + (amount_words is not null)::int + (excludes is not null)::int + (claims_per is not null)::int
        + (reviewed_on is not null)::int as filled
    from core_policies__event_policies
    where known_on <= $as_of
)
select
    policy, title, topic, summary, department, contact, industry, tier, valid_from_on, valid_to_on, amount_cny_10k, amount_words, excludes,
    claims_per, reviewed_on, known_on
from versions
qualify row_number() over (
    partition by policy
    order by
        known_on desc, filled desc, title desc, topic desc nulls last, summary desc nulls last, department desc nulls last,
        contact desc nulls last, industry desc nulls last, tier desc nulls last, valid_from_on desc nulls last,
        valid_to_on desc nulls last, amount_cny_10k desc nulls last, amount_words desc nulls last, excludes desc nulls last,
        claims_per desc nulls last, reviewed_on desc nulls last, delivery_id, row_number
) = 1
order by policy
