-- One normal level for text, table and chart, with its band; what a stage rests on; growth of three months beside a reason.

alter table feat_series__monthly_enterprises add column normal DOUBLE;
alter table feat_series__monthly_enterprises add column normal_lo_80 DOUBLE;
alter table feat_series__monthly_enterprises add column normal_hi_80 DOUBLE;
alter table feat_series__monthly_enterprises add column normal_lo_95 DOUBLE;
alter table feat_series__monthly_enterprises add column normal_hi_95 DOUBLE;

alter table feat_evidence__monthly_enterprises add column horizon_months TINYINT;
alter table feat_evidence__monthly_enterprises add column lo_80 DOUBLE;
alter table feat_evidence__monthly_enterprises add column hi_80 DOUBLE;
alter table feat_evidence__monthly_enterprises add column peers_share DOUBLE;
alter table feat_evidence__monthly_enterprises add column stopped_months INTEGER;
alter table feat_evidence__monthly_enterprises add column growth_3m_share DOUBLE;
alter table feat_evidence__monthly_enterprises add column year_base VARCHAR;

-- It said how far a fall of three months goes beyond the peers' and stood beside a gap of one month.
alter table out_reasons__monthly_enterprises drop column peer_share;
alter table out_reasons__monthly_enterprises add column peers_share DOUBLE;
alter table out_reasons__monthly_enterprises add column growth_3m_share DOUBLE;
alter table out_reasons__monthly_enterprises add column year_base VARCHAR;
