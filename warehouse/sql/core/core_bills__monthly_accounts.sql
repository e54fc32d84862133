-- Every vintage of a bill that counts, with the day from which the next one replaces it: current on a day d is known_on <= d < known_until.
with
settled as (
    -- A value that a person released counts from that day on, unless a newer one was known by then; of several the last decision.
    select o.* replace (greatest(s.known_on, o.known_on) as known_on)
    from core_bills__monthly_accounts o
    join raw_settlements__event_rows s on s.delivery_id = o.delivery_id and s.row_number = o.row_number
    where s.action = 'release' and s.kind = 'clash' and not exists (
        select 1
        from core_bills__monthly_accounts n
        where n.indicator = o.indicator and n.account = o.account and n.period = o.period and n.read_to_on is not distinct from o.read_to_on
            and n.known_on > o.known_on and n.known_on <= s.known_on
    )
    qualify s.settlement_number = max(s.settlement_number) over (
        partition by o.indicator, o.account, o.period, o.read_to_on, greatest(s.known_on, o.known_on)
    )
),
facts as (
    select *
    from core_bills__monthly_accounts o
    anti join settled s on s.indicator = o.indicator and s.account = o.account and s.period = o.period and s.read_to_on is not distinct from o.read_to_on and s.known_on = o.known_on
    union all by name
    select * from settled
),
days as (
    select
        indicator, account, period, read_to_on, known_on,
        min(read_from_on) as read_from_on,
        min(value) as value,
        bool_and(is_nominal_known) as is_nominal_known,
        min(channel) as channel,
        min(delivery_id) as delivery_id,
        arg_min(row_number, (delivery_id, row_number)) as row_number
    from facts
    group by indicator, account, period, read_to_on, known_on
    -- Two different values known on one day are both set aside, so the vintage before them stays current.
    having count(value) = 0 or (count(value) = count(*) and min(value) = max(value))
)
select
    indicator, account, period, read_from_on, read_to_on, value, known_on, is_nominal_known, channel, delivery_id, row_number,
    coalesce(lead(known_on) over (partition by indicator, account, period, read_to_on order by known_on), date '9999-12-31') as known_until
from days
order by indicator, account, period, read_to_on nulls first, known_on
