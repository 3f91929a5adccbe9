extension Migration {
    /// Numbers that take no text messages: the same lists as Do Not Call, for another channel, with the same journal.
    static let smsOptOuts = Migration(13, "sms_opt_outs") { dialect in
        """
        CREATE TABLE sms_opt_out (
            account_id BIGINT NOT NULL,
            id         BIGINT NOT NULL,
            number     BIGINT NOT NULL CHECK (number > 0),
            scope      TEXT NOT NULL CHECK (scope IN ('account', 'seller', 'campaign', 'purpose')),
            scope_id   BIGINT NOT NULL DEFAULT 0,
            scope_word TEXT NOT NULL DEFAULT '',
            origin     TEXT NOT NULL CHECK (origin IN ('consumer', 'operator', 'import')),
            reason     TEXT NOT NULL DEFAULT '',
            purpose    TEXT NOT NULL DEFAULT '',
            created_at BIGINT NOT NULL,
            PRIMARY KEY (account_id, id),
            CHECK ((scope IN ('seller', 'campaign')) = (scope_id > 0)),
            CHECK ((scope = 'purpose') = (scope_word <> ''))
        ) \(dialect.withoutRowID)
        """
        "CREATE UNIQUE INDEX sms_opt_out_once ON sms_opt_out (account_id, number, scope, scope_id, scope_word)"
    }
}
