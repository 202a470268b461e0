-- How often a refund that a gateway refused was asked for once more; each try has a name of its own there.
ALTER TABLE refunds ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
