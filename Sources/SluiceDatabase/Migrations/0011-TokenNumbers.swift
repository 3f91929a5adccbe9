extension Migration {
    /// Tokens have a sequence of their own, which goes on where the ids of rows had come to among them.
    static let tokenNumbers = Migration(11, "token_numbers") { _ in
        """
        INSERT INTO id_block (account_id, kind, next_id) SELECT 0, 'token', COALESCE(MAX(id), 0) + 1 FROM api_token
        """
    }
}
