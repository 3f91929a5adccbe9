import SluiceIntake

/// The journey of a lead, in the order it happens.
///
/// This value is the wiring, not a picture of it: the server runs what these lines say.
struct LeadFlow {
    let intake: IntakePipeline

    // swift-format-ignore: the right column is read as a list
    init() {
        intake = IntakePipeline {
            ReadPost()  //  1  Lead Post API, with its Criteria Key
            VendorLimitCheck()  //     (its caps and hours)
            PhoneCheck()  //  2  Lead Post Criteria …
            FindMatch()
            DuplicateCheck()
            DNCCheck()
            RegisterCheck()
            WirelessCheck()
            CarrierCheck()
            AccountDuplicateCheck()  //  3  Global API Settings: reject or relocate …
            AccountCarrierCheck()
            CRMDuplicateCheck()  //  4  API Duplicate Lead Check: asks the CRM
            ValidationCheck()  //  5  Lead Validation Criteria
            InsertLead()  //  6  into the Lead List, and the Hopper
        }
    }
}
