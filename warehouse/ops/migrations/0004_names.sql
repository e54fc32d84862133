-- Verdicts follow the table they are about to its new name, and so do the names of its rules and columns; an audit entry has content.

update check_results
set
    asset = 'feat_risk_features__monthly_enterprises',
    name = replace(replace(replace(replace(
        name,
        'feat_activity__monthly_enterprises', 'feat_risk_features__monthly_enterprises'),
        '.paper_log', '.headcount_only_log'),
        '.pause_log', '.short_stop_log'),
        '.ahead_', '.physical_lead_')
where asset = 'feat_activity__monthly_enterprises';

alter table audit rename column said to content;
