-- Who supplied whom, as it was known on $as_of.
select supplier_uscc, buyer_uscc, year, sales_share, amount_cny_10k, known_on
from core_supplies__event_enterprises
where known_on <= $as_of
qualify row_number() over (
    partition by supplier_uscc, buyer_uscc, year
    order by
        known_on desc, (sales_share is not null)::int + (amount_cny_10k is not null)::int desc, sales_share desc nulls last,
        amount_cny_10k desc nulls last, delivery_id, row_number
) = 1
order by supplier_uscc, buyer_uscc, year nulls first
