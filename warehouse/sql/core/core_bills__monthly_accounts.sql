-- Every vintage of a bill that counts, with the day from which the next one replaces it: current on a day d is known_on <= d < known_until.
with
days as (
    select
        indicator, account, period, read_to_on, known_on,
        min(read_from_on) as read_from_on,
        min(value) as value,
        bool_and(is_nominal_known) as is_nominal_known,
        min(channel) as channel,
        min(delivery_id) as delivery_id,
        arg_min(row_number, (delivery_id, row_number)) as row_number
    from core_bills__monthly_accounts
    group by indicator, account, period, read_to_on, known_on
    -- Two different values known on one day are both set aside, so the vintage before them stays current.
    having count(distinct value) + bool_or(value is null)::int = 1
)
select
    indicator, account, period, read_from_on, read_to_on, value, known_on, is_nominal_known, channel, delivery_id, row_number,
    coalesce(lead(known_on) over (partition by indicator, account, period, read_to_on order by known_on), date '9999-12-31') as known_until
from days
order by indicator, account, period, read_to_on nulls first, known_on
