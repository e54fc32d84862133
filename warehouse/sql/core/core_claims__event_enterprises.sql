-- Claims known on $as_of, each once; a claim entered first and decided later is one claim.
select uscc, policy, claimed_on, result, refused_clause, amount_cny_10k, known_on
from core_claims__event_enterprises
where known_on <= $as_of
qualify row_number() over (
    partition by uscc, policy, claimed_on
    order by
        known_on desc, (result is not null)::int + (refused_clause is not null)::int + (amount_cny_10k is not null)::int desc,
        result desc nulls last, refused_clause desc nulls last, amount_cny_10k desc nulls last, delivery_id, row_number
) = 1
order by uscc, claimed_on, policy
