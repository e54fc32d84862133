-- Every vintage of a project's total that counts, with the day from which the next one replaces it.
with
settled as (
    -- A value that a person released counts from that day on, unless a newer one was known by then; of several the last decision.
    select o.* replace (greatest(s.known_on, o.known_on) as known_on)
    from core_projects__monthly_enterprises o
    join raw_settlements__event_rows s on s.delivery_id = o.delivery_id and s.row_number = o.row_number
    where s.action = 'release' and s.kind = 'clash' and not exists (
        select 1
        from core_projects__monthly_enterprises n
        where n.uscc = o.uscc and n.project is not distinct from o.project and n.period = o.period
            and n.known_on > o.known_on and n.known_on <= s.known_on
    )
    qualify s.settlement_number = max(s.settlement_number) over (
        partition by o.uscc, o.project, o.period, greatest(s.known_on, o.known_on)
    )
),
facts as (
    select *
    from core_projects__monthly_enterprises o
    anti join settled s on s.uscc = o.uscc and s.project is not distinct from o.project and s.period = o.period and s.known_on = o.known_on
    union all by name
    select * from settled
),
days as (
    select
        uscc, project, period, known_on,
        min(value_cny_10k) as value_cny_10k,
        bool_and(is_nominal_known) as is_nominal_known,
        min(channel) as channel,
        min(delivery_id) as delivery_id,
        arg_min(row_number, (delivery_id, row_number)) as row_number
    from facts
    group by uscc, project, period, known_on
    -- Two different values known on one day are both set aside, so the vintage before them stays current.
    having count(value_cny_10k) = 0 or (count(value_cny_10k) = count(*) and min(value_cny_10k) = max(value_cny_10k))
)
select
    uscc, project, period, value_cny_10k, known_on, is_nominal_known, channel, delivery_id, row_number,
    coalesce(lead(known_on) over (partition by uscc, project, period order by known_on), date '9999-12-31') as known_until
from days
order by uscc, project nulls first, period, known_on
