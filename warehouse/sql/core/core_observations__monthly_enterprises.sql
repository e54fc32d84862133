-- Every vintage that counts, with the day from which the next one replaces it: current on a day d is known_on <= d < known_until.
-- Made once for each connection; the windows are too dear to run for every as-of day.
with
settled as (
    -- A value that a person released counts from that day on, unless a newer one was known by then; of several the last decision.
    select o.* replace (greatest(s.known_on, o.known_on) as known_on)
    from core_observations__monthly_enterprises o
    join raw_settlements__event_rows s on s.delivery_id = o.delivery_id and s.row_number = o.row_number and s.indicator = o.indicator
    where s.action = 'release' and s.kind = 'clash' and not exists (
        select 1
        from core_observations__monthly_enterprises n
        where n.uscc = o.uscc and n.indicator = o.indicator and n.period = o.period and n.basis = o.basis
            and n.known_on > o.known_on and n.known_on <= s.known_on
    )
    qualify s.settlement_number = max(s.settlement_number) over (
        partition by o.uscc, o.indicator, o.period, o.basis, greatest(s.known_on, o.known_on)
    )
),
facts as (
    select *
    from core_observations__monthly_enterprises o
    anti join settled s on s.uscc = o.uscc and s.indicator = o.indicator and s.period = o.period and s.basis = o.basis and s.known_on = o.known_on
    union all by name
    select * from settled
),
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
    from facts
    group by uscc, indicator, period, basis, known_on
    -- Two values known on one day are both set aside, so the vintage before them stays current; so are a value and its withdrawal.
    having count(value) = 0 or (count(value) = count(*) and min(value) = max(value))
)
select
    *,
    coalesce(lead(known_on) over (partition by uscc, indicator, period, basis order by known_on), date '9999-12-31') as known_until
from days
order by uscc, indicator, period, basis, known_on
