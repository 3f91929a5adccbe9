import Foundation
import SluiceCore
import SluiceTesting
import Testing

@Suite struct `A caller` {
    private static func user(
        _ role: User.Role, list: AccessListID? = nil, isActive: Bool = true, isCompliance: Bool = false
    ) -> User {
        User(
            id: UserID(5), email: "ann@example.com", firstName: "", lastName: "", role: role,
            isCompliance: isCompliance, isActive: isActive, accessListID: list)
    }

    private static func caller(_ user: User, _ lists: [AccessList] = []) -> Caller? {
        Caller(user.id, in: .access(users: [user], accessLists: lists))
    }

    static let builtIn: [(role: User.Role, section: AccessSection, rights: AccessRights)] = [
        (.superAdmin, .users, .all), (.superAdmin, .settings, .all), (.admin, .users, .all), (.admin, .settings, .all),
        (.manager, .leads, .all), (.manager, .campaigns, [.read, .write]), (.manager, .dnc, [.read, .write]),
        (.manager, .users, .read), (.manager, .settings, .read),
        (.agent, .leads, []), (.agent, .lists, .read), (.agent, .dnc, []), (.agent, .users, []),
    ]

    @Test(arguments: builtIn)
    func `has the built-in rights of a role`(role: User.Role, section: AccessSection, rights: AccessRights) throws {
        let caller = try #require(Self.caller(Self.user(role)))
        for right in [AccessRights.read, .write, .delete] {
            #expect(caller.may(right, section) == rights.contains(right))
        }
        #expect(caller.mayTouch(list: ListID(1001)))
        #expect(caller.onlyLists == nil)
    }

    @Test func `who is not, or is switched off, is nobody`() {
        #expect(Self.caller(Self.user(.admin, isActive: false)) == nil)
        #expect(Caller(UserID(6), in: .access(users: [Self.user(.admin)])) == nil)
    }

    @Test func `an access list takes the place of the role's, sections and data`() throws {
        let list = AccessList(
            id: AccessListID(3), name: "One campaign", rights: [.leads: .read, .dnc: [.read, .write]],
            data: .named(campaigns: [TestBed.campaigns[0]], lists: [TestBed.lists[2]]))
        let caller = try #require(Self.caller(Self.user(.manager, list: list.id), [list]))
        #expect(caller.may(.read, .leads) && !caller.may(.write, .leads) && !caller.may(.read, .lists))
        #expect(caller.may([.read, .write], .dnc) && !caller.may([.read, .delete], .dnc))
        #expect(throws: AccessRefusal(.leads, .write)) { try caller.require(.leads, .write) }
        // The lists of a campaign come with it, and go with it; one more is named by itself.
        #expect(caller.onlyLists == [TestBed.lists[0], TestBed.lists[1], TestBed.lists[2], ListID(999)])
        #expect(caller.mayTouch(campaign: TestBed.campaigns[0]) && !caller.mayTouch(campaign: TestBed.campaigns[1]))
        #expect(caller.mayTouch(list: TestBed.lists[2]) && !caller.mayTouch(list: ListID(5)))
    }

    @Test func `a Super-Admin is not limited by a list, and a list that is gone gives nothing`() throws {
        let top = try #require(Self.caller(Self.user(.superAdmin, list: AccessListID(9))))
        #expect(top.may(.delete, .users) && top.onlyLists == nil)
        let lost = try #require(Self.caller(Self.user(.admin, list: AccessListID(9))))
        #expect(lost.rights.isEmpty && lost.onlyLists == [])
        #expect(!lost.may(.read, .leads) && !lost.mayTouch(list: TestBed.lists[0]))
    }

    @Test func `a token has its sections, makes no user, and is never compliance`() {
        let token = Caller.sample([.leads, .users])
        #expect(token.may(.all, .leads) && token.may(.read, .users) && !token.may(.write, .users))
        #expect(!token.may(.read, .dnc))
        #expect(!token.isCompliance && !token.mayManage(.agent) && token.onlyLists == nil)
        #expect(token.actor == "token:70")
    }

    @Test func `people manage their own level and those below`() throws {
        for (index, role) in User.Role.allCases.enumerated() {
            let caller = try #require(Self.caller(Self.user(role, isCompliance: true)))
            #expect(User.Role.allCases.filter(caller.mayManage) == Array(User.Role.allCases[index...]))
            #expect(caller.isCompliance)
            #expect(caller.actor == "user:5")
        }
    }

    @Test func `an access list is stored in words, equal lists as equal texts`() throws {
        let list = AccessList(
            id: AccessListID(3), name: "Few", rights: [.leads: [.write, .read], .leadPost: .delete],
            data: .named(campaigns: [CampaignID(12), CampaignID(11)], lists: []))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(list), as: UTF8.self)
        let expected =
            #"{"data":{"campaigns":[11,12],"lists":[]},"id":3,"name":"Few","#
            + #""rights":{"lead-post-validation":["delete"],"leads":["read","write"]}}"#
        #expect(text == expected)
        #expect(try JSONDecoder().decode(AccessList.self, from: Data(text.utf8)) == list)
        let all = AccessList(id: AccessListID(4), name: "All")
        #expect(try JSONDecoder().decode(AccessList.self, from: try encoder.encode(all)) == all)
    }
}

extension AccountConfiguration {
    /// The sample account with these users and access lists.
    fileprivate static func access(users: [User], accessLists: [AccessList] = []) -> AccountConfiguration {
        let sample = AccountConfiguration.sample()
        return AccountConfiguration(
            account: sample.account, version: 1, campaigns: Array(sample.campaigns.values),
            lists: Array(sample.lists.values), users: users, accessLists: accessLists)
    }
}
