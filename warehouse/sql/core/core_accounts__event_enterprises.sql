-- Which enterprise an account belonged to, as it was known on $as_of.
select indicator, account, uscc, account_share, valid_from_on, valid_to_on, known_on
from core_accounts__event_enterprises
where known_on <= $as_of
qualify row_number() over (
    partition by indicator, account, uscc, valid_from_on
    order by
        known_on desc, (account_share is not null)::int + (valid_to_on is not null)::int desc, account_share desc nulls last,
        valid_to_on desc nulls last, delivery_id, row_number
) = 1
order by indicator, account, uscc, valid_from_on nulls first
