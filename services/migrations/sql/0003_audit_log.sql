-- expand
-- Who saw or changed what about a patient, and when: one chain that only grows.

CREATE TABLE audit_log (
    id bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL CHECK (actor !~ '\|'),
    action text NOT NULL CHECK (action IN ('read', 'write')),
    resource text NOT NULL CHECK (resource !~ '\|'),
    before_digest text CHECK (before_digest ~ '^[0-9a-f]{64}$'),
    after_digest text CHECK (after_digest ~ '^[0-9a-f]{64}$'),
    previous_hash text NOT NULL,
    hash text NOT NULL
);
CREATE INDEX audit_log_by_resource ON audit_log (resource, id);

CREATE FUNCTION audit_hash(line audit_log) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws('|',
        line.id,
        to_char(line.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        line.actor, line.action, line.resource,
        coalesce(line.before_digest, '-'), coalesce(line.after_digest, '-'),
        line.previous_hash), 'UTF8')), 'hex')
$$;

-- One writer at a time, so that each line follows the one before it; the lock ends with the transaction.
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last audit_log;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_log'));
    SELECT * INTO last FROM audit_log ORDER BY id DESC LIMIT 1;
    NEW.id := coalesce(last.id, 0) + 1;
    NEW.at := clock_timestamp();
    NEW.previous_hash := coalesce(last.hash, repeat('0', 64));
    NEW.hash := audit_hash(NEW);
    RETURN NEW;
END
$$;

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_log only grows: % is refused', TG_OP;
END
$$;

CREATE TRIGGER audit_log_chained BEFORE INSERT ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_chain();
CREATE TRIGGER audit_log_grows_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

-- How many of the newest lines do not follow from the line before them.
CREATE FUNCTION audit_breaks(newest integer) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM (
        SELECT line, lag(line) OVER (ORDER BY line.id) AS before
        FROM audit_log AS line
        WHERE line.id > (SELECT max(id) FROM audit_log) - newest
    ) AS pair
    WHERE (line).hash <> audit_hash(line)
        OR ((before).id IS NOT NULL
            AND ((line).previous_hash <> (before).hash OR (line).id <> (before).id + 1))
$$;

REVOKE ALL ON audit_log FROM clinical_trial_app;
GRANT SELECT, INSERT ON audit_log TO clinical_trial_app;
