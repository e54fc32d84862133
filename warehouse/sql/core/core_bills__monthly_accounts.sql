-- Bills that counted on $as_of: the latest vintage of each that was not taken back.
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
    where known_on <= $as_of
    group by indicator, account, period, read_to_on, known_on
    -- Two different values known on one day are both set aside, so the vintage before them stays current.
    having count(distinct value) + bool_or(value is null)::int = 1
),
latest as (
    select *
    from days
    qualify row_number() over (partition by indicator, account, period, read_to_on order by known_on desc) = 1
)
select indicator, account, period, read_from_on, read_to_on, value, known_on, is_nominal_known, channel, delivery_id, row_number
from latest
where value is not null
order by indicator, account, period, read_to_on nulls first
