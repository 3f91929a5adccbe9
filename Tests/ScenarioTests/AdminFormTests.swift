import SluiceCore
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `The desk's forms` {
    struct Case: Sendable, CustomTestStringConvertible {
        var operation: AdminOperation
        var faults: Set<String>

        init(_ operation: AdminOperation, _ faults: Set<String>) {
            self.operation = operation
            self.faults = faults
        }

        var testDescription: String { "\(operation)" }
    }

    static let long = String(repeating: "x", count: 61)

    static let sellers: [Case] = [
        Case(.create(.seller, [:]), ["name"]),
        Case(.create(.seller, ["name": "  "]), ["name"]),
        Case(.create(.seller, ["name": long]), ["name"]),
        Case(.create(.seller, ["name": "two\nlines"]), ["name"]),
        Case(.create(.seller, ["name": "dESK"]), ["name"]),
        Case(.create(.seller, ["name": "Harbor", "nmae": "x"]), ["nmae"]),
        Case(.create(.seller, ["name": "Harbor"]), []),
        Case(.remove(.seller, name: "Desk"), ["seller"]),
        Case(.show(.seller, name: "Nobody"), ["seller"]),
    ]

    static let campaigns: [Case] = [
        Case(.create(.campaign, ["name": "main"]), ["name"]),
        Case(.create(.campaign, ["name": "Night", "window": "22:00-06:00"]), ["window"]),
        Case(.create(.campaign, ["name": "Night", "window": "8-21"]), ["window"]),
        Case(.create(.campaign, ["name": "Night", "window": "08:00-24:01"]), ["window"]),
        Case(.create(.campaign, ["name": "Day", "window": "8:30-24:00"]), []),
        Case(
            .create(
                .campaign,
                [
                    "name": "", "seller": "Nobody", "purpose": "two words", "active": "maybe", "hopper_mode": "fast",
                    "dialable_statuses": "NEW,ZZZ", "check_registers": "2",
                ]),
            ["name", "seller", "purpose", "active", "hopper_mode", "dialable_statuses", "check_registers"]),
        Case(.create(.campaign, ["name": "Final", "dialable_statuses": "NEW,SALE"]), ["dialable_statuses"]),
        Case(.create(.campaign, ["name": "Fine", "dialable_statuses": "new, cb"]), []),
        Case(.remove(.campaign, name: "Main"), ["campaign"]),
    ]

    static let lists: [Case] = [
        Case(.create(.list, ["name": "short", "campaign": "Main"]), ["name"]),
        Case(.create(.list, ["name": "Ten plus a comma, no", "campaign": "Main"]), ["name"]),
        Case(.create(.list, ["name": String(repeating: "a", count: 31), "campaign": "1"]), ["name"]),
        Case(.create(.list, ["name": "SYS_SOMETHING_ELSE", "campaign": "Main"]), ["name"]),
        Case(.create(.list, ["name": "first LIST of desk", "campaign": "Main"]), ["name"]),
        Case(.create(.list, ["name": "No campaign at all"]), ["campaign"]),
        Case(.create(.list, ["name": "a:b-c_d 123", "campaign": "1"]), []),
        Case(
            .create(
                .list,
                ["name": "Long description", "campaign": "Main", "description": long + long + long + long + long]),
            ["description"]),
        Case(.remove(.list, name: "First list of desk"), ["list"]),
        Case(.remove(.list, name: "Resting list 01"), []),
    ]

    static let criteria: [Case] = [
        Case(.create(.criteria, [:]), ["name", "list"]),
        Case(.create(.criteria, ["name": "Resting", "list": "Resting list 01"]), ["list"]),
        Case(
            .create(
                .criteria,
                [
                    "name": String(repeating: "n", count: 31), "list": "No such list", "key": "short",
                    "check_dup": "5", "dup_lead_age": "0", "check_dnc": "perhaps", "reject_by_carrier_type": "FAX",
                    "hopper_priority": "100", "hopper_expires_in": "301", "search_list_id": "77",
                    "search_campaign_id": "77", "update_order_by_last_called_time": "UP", "validation": "None such",
                    "disclosure": "loud", "unknown_carrier": "ajar",
                ]),
            [
                "name", "list", "key", "check_dup", "dup_lead_age", "check_dnc", "reject_by_carrier_type",
                "hopper_priority", "hopper_expires_in", "search_list_id", "search_campaign_id",
                "update_order_by_last_called_time", "validation", "disclosure", "unknown_carrier",
            ]),
        Case(
            .create(.criteria, ["name": "A", "list": "First list of desk", "check_dup_archive": "yes"]),
            ["check_dup_archive"]),
        Case(.change(.criteria, name: "Vendor", ["check_dup_archive": "yes", "dup_lead_age": "30"]), []),
        Case(.change(.criteria, name: "Vendor", ["name": "Vendor"]), []),
        Case(.change(.criteria, name: "Other", ["name": "Vendor"]), ["criteria"]),
        Case(.remove(.validation, name: "Wanted"), []),
    ]

    static let validations: [Case] = [
        Case(
            .create(
                .validation,
                [
                    "name": "Bad", "lead_age": "-1", "min_age": "70", "max_age": "20", "states": "CA,QQ",
                    "zips": "123,90009-90001", "carriers": "PIGEON", "area_codes": "31", "lists": "Nothing",
                    "rules": "income at_least much\nincome has 5\nshoe_size equals 9\nemail is_given yes",
                ]),
            ["lead_age", "min_age", "states", "zips", "carriers", "area_codes", "lists", "rules"]),
        Case(.create(.validation, ["name": "Both", "states": "CA", "states_except": "NV"]), ["states"]),
        Case(
            .create(
                .validation,
                [
                    "name": "Good", "min_age": "18", "states_except": "FL,ON", "zips": "90210,902*,90001-90099,K1A",
                    "carriers": "none", "area_codes": "310", "rules": "income at_least 50\nemail is_given",
                ]),
            ["zips"]),
        Case(.create(.validation, ["name": "Better", "zips": "90210,902*,90001-90099,K1A0B1,K1*"]), []),
    ]

    static let fields: [Case] = [
        Case(.create(.field, ["name": "email"]), ["name"]),
        Case(.create(.field, ["name": "Check_Dup"]), ["name"]),
        Case(.create(.field, ["name": "field_7"]), ["name"]),
        Case(.create(.field, ["name": "7days"]), ["name"]),
        Case(.create(.field, ["name": "two words"]), ["name"]),
        Case(.create(.field, ["name": "INCOME"]), ["name"]),
        Case(.create(.field, ["name": "roof", "type": "shape"]), ["type"]),
        Case(.create(.field, ["name": "roof", "choices": "a,b"]), ["choices"]),
        Case(.create(.field, ["name": "roof", "type": "select", "choices": "a,A"]), ["choices"]),
        Case(.create(.field, ["name": "roof", "type": "select", "choices": "flat,steep"]), []),
        Case(.change(.field, name: "income", ["type": "text"]), ["type"]),
        Case(.remove(.field, name: "income"), ["field"]),
    ]

    static let statuses: [Case] = [
        Case(.create(.status, ["code": "NEW", "name": "x"]), ["code"]),
        Case(.create(.status, ["code": "sale", "name": "x"]), ["code"]),
        Case(.create(.status, ["code": "A", "name": "x"]), ["code"]),
        Case(.create(.status, ["code": "TOOLONG", "name": "x"]), ["code"]),
        Case(.create(.status, ["code": "H-T", "name": "", "hex_color": "#ff0000"]), ["code", "name", "hex_color"]),
        Case(.create(.status, ["code": "hot", "name": "Hot", "hex_color": "FF0000"]), []),
        Case(.change(.status, name: "NEW", ["name": "x"]), ["code"]),
        Case(.change(.status, name: "SALE", ["code": "SOLD"]), ["code"]),
        Case(.change(.status, name: "SALE", ["name": "Sold"]), []),
        Case(.remove(.status, name: "DNC"), ["code"]),
        Case(.remove(.status, name: "WRONG"), []),
    ]

    static let others: [Case] = [
        Case(
            .changeSettings([
                "lead_duplication": "maybe", "filter_duplicates_against": "none",
                "reject_carrier_types": "MOBILE,VOIP,LANDLINE", "hopper_expiry_unit": "hours", "validation": "zz",
                "default_phone_code": "01", "answers_always_200": "x", "receipt_days": "0",
            ]),
            [
                "lead_duplication", "filter_duplicates_against", "reject_carrier_types", "hopper_expiry_unit",
                "validation", "default_phone_code", "answers_always_200", "receipt_days",
            ]),
        Case(.changeSettings(["reject_carrier_types": "MOBILE,VOIP", "receipt_days": "90"]), []),
        Case(
            .createToken([
                "sections": "leads,moon", "criteria": "Nobody", "addresses": "10.0.0.0/8,x", "per_minute": "0",
                "expires": "2020-01-01",
            ]), ["name", "sections", "criteria", "addresses", "per_minute", "expires"]),
        Case(.createUser(["email": "nobody", "role": "king", "password": "short"]), ["email", "role", "password"]),
        Case(
            .addDNC(["number": "12", "scope": "seller:Nobody", "reason": "NO", "purpose": "NO"]),
            ["number", "scope", "reason", "purpose"]),
        Case(.addDNC(["number": "310555", "scope": "campaign:Main"]), []),
        Case(.liftDNC([:]), ["number"]),
        Case(.giveConsent(["form": "wink"]), ["phone", "sellers", "subject", "at", "form"]),
        Case(.revokeConsent(["phone": "3105550142", "at": "2999-01-01"]), ["at"]),
        Case(.importRegister(["register": "moon_dnc", "file": "list.txt"]), ["register", "file", "issued_on"]),
        Case(.createAccount(["name": "desk", "time_zone": "Mars/Base"]), ["name", "time_zone"]),
        Case(.postLead(["list": "Nothing", "phone_number": "3105556789"]), ["list"]),
        Case(.showLead(99), ["lead"]),
        Case(.explainLead(["receipt": "x", "phone": "1", "outcome": "odd"]), ["receipt", "phone", "outcome"]),
    ]

    @Test(arguments: [sellers, campaigns, lists, criteria, validations, fields, statuses, others])
    func `name every bad field at once, and nothing but bad ones`(cases: [Case]) async throws {
        let bed = try await DeskBed.make()
        for one in cases {
            #expect(try await bed.faults(one.operation) == one.faults, "\(one.operation)")
        }
    }

    @Test func `an object refused is not there`() async throws {
        let bed = try await DeskBed.make()
        let before = try await bed.perform(.list(.list))
        _ = try await bed.faults(.create(.list, ["name": "Good enough name", "campaign": "Main", "active": "maybe"]))
        #expect(try await bed.perform(.list(.list)) == before)
    }

    @Test func `say which account is meant when there are several`() async throws {
        let bed = try await DeskBed.make()
        await #expect(throws: ProblemReport.self) { try await bed.perform(.list(.seller), in: nil) }
        await #expect(throws: ProblemReport.self) { try await bed.perform(.list(.seller), in: "Nobody") }
        #expect(try await bed.perform(.list(.seller), in: "dEsK").elements?.count == 1)
    }
}
