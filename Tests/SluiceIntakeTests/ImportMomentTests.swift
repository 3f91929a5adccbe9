import SluiceCore
import SluiceIntake
import Testing

@Suite struct `A moment in an imported file` {
    static let cases: [(text: String, wanted: String?)] = [
        ("2026-01-20", "2026-01-20T08:00:00Z"),
        ("2026-01-20 15:04:05", "2026-01-20T23:04:05Z"),
        ("2026-01-20T15:04:05", "2026-01-20T23:04:05Z"),
        ("2026-01-20T15:04:05Z", "2026-01-20T15:04:05Z"),
        ("2026-01-20 15:04:05 UTC", "2026-01-20T15:04:05Z"),
        ("2026-01-20 15:04:05+02:00", "2026-01-20T13:04:05Z"),
        ("2026-01-20T15:04:05.123-0500", "2026-01-20T20:04:05Z"),
        ("1/20/2026 3:04 PM", "2026-01-20T23:04:00Z"),
        ("1/20/2026 12:00 AM", "2026-01-20T08:00:00Z"),
        ("07/04/2026 12:30:15 pm", "2026-07-04T19:30:15Z"),
        ("0000-00-00 00:00:00", nil), ("2026-02-30", nil), ("soon", nil), ("2026-01-20 25:00", nil),
        ("2026-01-20 13:00 PM", nil), ("", nil),
    ]

    @Test(arguments: cases) func `is read in the zone of the import unless it names one`(
        one: (text: String, wanted: String?)
    ) {
        let read = ImportMoment(zone: AccountTime(zone: "America/Los_Angeles")).read(one.text)
        #expect(read == one.wanted.flatMap(RFC3339.read))
    }
}
