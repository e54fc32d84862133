-- Every vintage that counts, with the day from which the next one replaces it: current on a day d is known_on <= d < known_until.
-- Made once for each connection; the windows are too dear to run for every as-of day.
with
days as (
    select
        uscc, indicator, period, basis, known_on,
        max(covers_months) as covers_months,
        min(value) as value,
        -- Rows that agree on the value and differ on the base leave the base open; no row is preferred by its place in a file.
        case when min(same_period_last_year) = max(same_period_last_year) then min(same_period_last_year) end as same_period_last_year,
        bool_and(is_nominal_known) as is_nominal_known,
        -- The least restricted channel, which is also the first in alphabetical order.
        min(channel) as channel,
        min(delivery_id) as delivery_id,
        arg_min(row_number, (delivery_id, row_number)) as row_number
    from core_observations__monthly_enterprises
    group by uscc, indicator, period, basis, known_on
    -- Two values known on one day are both set aside, so the vintage before them stays current; so are a value and its withdrawal.
    having count(distinct value) + bool_or(value is null)::int = 1
)
select
    *,
    coalesce(lead(known_on) over (partition by uscc, indicator, period, basis order by known_on), date '9999-12-31') as known_until
from days
order by uscc, indicator, period, basis, known_on
