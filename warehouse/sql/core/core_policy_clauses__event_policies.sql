-- The clauses of the policies as they were known on $as_of, those that were withdrawn left out.
with
versions as (
    select
        *,
        (words_zh is not null)::int + (fact is not null)::int + (operator is not null)::int + (value_text is not null)::int
        + (mode is not null)::int as filled
    from core_policy_clauses__event_policies
    where known_on <= $as_of
),
latest as (
    select *
    from versions
    qualify row_number() over (
        partition by policy, clause
        order by
            known_on desc, filled desc, words_zh desc nulls last, fact desc nulls last, operator desc nulls last, value_text desc nulls last,
            mode desc nulls last, delivery_id, row_number
    ) = 1
)
select policy, clause, words_zh, fact, operator, value_text, mode, known_on
from latest
where mode is distinct from 'withdrawn'
order by policy, clause
