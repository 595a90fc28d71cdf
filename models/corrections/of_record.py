"""What is compared of who a pupil is, of the people around them, of the placement and of the referral."""

from collections.abc import Mapping

from models.corrections.values import Compared, day, day_with_year, label_of, yes
from models.permission import Permission
from models.tables.placement import PlacementType, Registration, SenStatus

OF_RECORD: Mapping[str, Mapping[str, Compared]] = {
    "pupil": {
        "forenames": Compared("forenames "),
        "surname": Compared("surname "),
        "preferred_name": Compared("preferred name "),
        "born_on": Compared("date of birth ", day_with_year),
        "upn": Compared("UPN ", right=Permission.UPN_SEE),
    },
    "contact": {
        "name": Compared("name "),
        "relation": Compared("relation "),
        "phone": Compared("phone "),
        "email": Compared("email "),
        "prefers": Compared("prefers "),
        "parental_responsibility": Compared("parental responsibility ", yes),
        "do_not_contact": Compared("do not contact ", yes),
        "address_withheld": Compared("address confidential ", yes),
        "deceased": Compared("has died ", yes),
    },
    "placement": {
        "home_school": Compared("home school "),
        "registration": Compared("", label_of(Registration)),
        "sen": Compared("SEN status ", label_of(SenStatus)),
        "looked_after": Compared("looked-after child ", yes),
        "type": Compared("reason for placement ", label_of(PlacementType)),
        "in_school_on": Compared("in school since ", day),
        "full_time_on": Compared("full-time from ", day),
        "planned_end": Compared("planned end ", day),
        "excluded_on": Compared("excluded on ", day),
        "hopes_pupil": Compared("the pupil hopes "),
        "hopes_parents": Compared("parents or carers hope "),
        "helps": Compared("what helps "),
        "medical_need": Compared("medical need ", right=Permission.MEDICAL_SEE),
    },
    "referral": {"received_on": Compared("received on ", day), "reason": Compared("reason ")},
}
