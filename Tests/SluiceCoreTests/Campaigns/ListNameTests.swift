import SluiceCore
import Testing

@Suite struct `The name of a list` {
    @Test(arguments: [
        ("Leads of May", "Leads of May"), ("  Leads of May\t", "Leads of May"), ("0123456789", "0123456789"),
        ("a:b-c_d e f", "a:b-c_d e f"), ("system leads", "system leads"), ("My SYS_ leads", "My SYS_ leads"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
    ])
    func `is taken without the spaces around it`(text: String, name: String) throws {
        #expect(try ListName.read(text) == name)
    }

    @Test(arguments: [
        ("", ListName.Fault.missing), (" \n ", .missing), ("123456789", .malformed), ("   12345678   ", .malformed),
        ("1234567890123456789012345678901", .malformed), ("Leads, of May", .malformed), ("Leads\tof May", .malformed),
        ("Blätter im Mai", .malformed), ("SYS_DUPLICATE_LEADS", .reserved), ("sys_duplicate_leads", .reserved),
        ("Sys_something", .reserved),
    ])
    func `is refused with what is wrong`(text: String, fault: ListName.Fault) {
        #expect(throws: fault) { try ListName.read(text) }
    }

    @Test func `the system's own name is no name for others`() {
        #expect(throws: ListName.Fault.reserved) { try ListName.read(LeadList.duplicatesName) }
    }
}
