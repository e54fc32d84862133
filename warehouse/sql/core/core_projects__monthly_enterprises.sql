-- Totals of projects that counted on $as_of: the latest vintage of each that was not taken back.
with
days as (
    select
        uscc, project, period, known_on,
        min(value_cny_10k) as value_cny_10k,
        bool_and(is_nominal_known) as is_nominal_known,
        min(channel) as channel,
        min(delivery_id) as delivery_id,
        arg_min(row_number, (delivery_id, row_number)) as row_number
    from core_projects__monthly_enterprises
    where known_on <= $as_of
    group by uscc, project, period, known_on
    -- Two different values known on one day are both set aside, so the vintage before them stays current.
    having count(distinct value_cny_10k) + bool_or(value_cny_10k is null)::int = 1
),
latest as (
    select *
    from days
    qualify row_number() over (partition by uscc, project, period order by known_on desc) = 1
)
select uscc, project, period, value_cny_10k, known_on, is_nominal_known, channel, delivery_id, row_number
from latest
where value_cny_10k is not null
order by uscc, project nulls first, period
