"""A whole campaign, played from the first entry to the last return; and, beside it, what must come of it.

`play_campaign` returns a Played; other tests may add to what is expected. See played_ledger.py for what it holds.
"""

from datetime import UTC, date, datetime

from activities.models import Activity
from organization.choices import Level
from organization.models import Committee
from reports.models import Package, Submission
from reports.packages import life_cycle
from reports.setup.rows import make_rows, separate_rows
from returnees.models import Entrance
from tests.factories import (
    declare_zero_report,
    fill_package,
    make_account,
    make_activity,
    make_campaign,
    make_committee,
    make_follow_up_case,
    make_follow_up_note,
    make_headcount,
    make_publicity,
    make_returnee,
    make_service,
    make_wechat_group,
)
from tests.reports.played_ledger import (
    ADMINISTERED,
    KINDS,
    PLACES,
    SEPARATE,
    SILENT,
    SOURCES,
    Expected,
    Place,
    Played,
    Work,
    Youth,
    as_they_are,
    count_figures,
)

LAST_DAY = date(2020, 2, 21)


def play_campaign(settings, *, is_separate: bool = False) -> Played:
    """`settings`: pytest-django's fixture; its GUICHAO_TODAY is left on LAST_DAY."""
    return _Play(settings, is_separate).play()


class _Play:
    def __init__(self, settings, is_separate):
        self.settings = settings
        self._on(1)
        region = make_committee(parent=None, level=Level.REGION, gb_code="150000", place_name="内蒙古自治区")
        self.committees = {"内蒙古自治区": region}
        self._plant(region)
        self.campaign = make_campaign(is_current=True)
        make_rows(campaign=self.campaign)
        if is_separate:
            separate_rows(campaign=self.campaign)
        self.manager = make_account(committee=region, role="region_manager")
        self.staff = {}
        self.entrance = Entrance.objects.homepage_of(self.campaign)
        self.places = {name: Place() for name in self.committees}
        self.expected = {name: Expected(name, places) for name, places in self._rows(is_separate).items()}
        self.is_separate = is_separate

    def _on(self, day):
        """It is now this day of February."""
        self.settings.GUICHAO_TODAY = date(2020, 2, day)

    def _plant(self, region):
        for city, counties in PLACES.items():
            parent = make_committee(parent=region, level=Level.LEAGUE_CITY, place_name=city)
            self.committees[city] = parent
            for county in counties:
                planned = {"is_separately_planned": county in SEPARATE}
                self.committees[county] = make_committee(parent=parent, place_name=county, **planned)
        direct = make_committee(parent=region, level=Level.DIRECT, place_name="直属企业团委")
        self.committees["直属企业团委"] = direct
        for county, city in ADMINISTERED.items():
            Committee.objects.filter(pk=self.committees[county].pk).update(administered_by=self.committees[city])

    @staticmethod
    def _rows(is_separate):
        rows = {city: [city, *counties] for city, counties in PLACES.items()}
        if is_separate:
            for city in SEPARATE:
                own = [city, *(county for county, other in ADMINISTERED.items() if other == city)]
                rows = {name: [place for place in places if place not in own] for name, places in rows.items()}
                rows[city] = own
        return rows

    def play(self) -> Played:
        self._log_of_january()
        self._questionnaires()
        self._other_work()
        self._before_the_deadline()
        self._around_the_deadline()
        self._after_it()
        self._write_down_what_is_expected()
        return Played(
            self.campaign,
            self.committees["内蒙古自治区"],
            self.manager,
            self.is_separate,
            self.expected,
            self.places,
            self.committees,
            self.staff,
        )

    # What happens in the places

    def _log_of_january(self):
        for number, name in enumerate(self.committees):
            if name in SILENT or name == "直属企业团委":
                continue
            channels = "wechat_account,sms" if number % 2 else "wechat_group,other"
            other = None if number % 2 else f"大喇叭{number % 3}"
            self._hold(name, "letter", channels=channels, channel_other=other, distribution_count=1 + number % 4)
            self._hold(name, "visit", visited_count=10 + number, new_member_count=number % 3)
            self._hold(name, "lecture", session_count=1, participant_count=30 + 2 * number)
            if number % 3:
                self._hold(name, "symposium", session_count=1 + number % 2, participant_count=20 + number)
            if number % 5 == 0:
                self._hold(name, "tour", session_count=1, participant_count=15 + number)
        for state in ("planned", "cancelled"):
            make_activity("tour", campaign=self.campaign, committee=self.committees["包头市"], state=state)

    def _hold(self, name, kind, **columns):
        entry = make_activity(kind, campaign=self.campaign, committee=self.committees[name], **columns)
        self.places[name].works.append(Work(kind, columns, entry.pk))

    def _questionnaires(self):
        counties = [county for counties in PLACES.values() for county in counties]
        for number, county in enumerate(counties):
            self._answer(county, Youth("A", 25, "A-crops", ("loan", "policy"), ("funds",)))
            self._answer(county, Youth("B", 40, "A-livestock", ("training",), ("market", "land")))
            self._answer(county, Youth("F", 20, needs=("job",)))
            self._answer(county, Youth("B", 22, "C-processing", ("loan",), state="quarantined"))
            if number % 2 == 0:
                self._answer(county, Youth("A", 36, needs=("none",), difficulties=("none",)))
            if number % 3 == 0:
                self._withdraw(county, self._answer(county, Youth("A", 30, "F-retail", ("loan",))))
            if number % 4 == 0:
                # Possible duplicates: one number, and nobody has said yet that it is one youth.
                for _ in range(2):
                    self._answer(county, Youth("B", 28, "F-retail", ("hiring",)), phone=f"139{number:08d}")
        self._not_counted(counties[1])

    def _answer(self, county, youth, **columns):
        home = self.committees[county]
        suspected = {"state": "quarantined"} if youth.state == "quarantined" else {}
        asked = {"status": youth.status, "age": youth.age, "industry": youth.industry}
        returnee = make_returnee(entrance=self.entrance, home_committee=home, **asked, **suspected, **columns)
        for question, codes in (("needs", youth.needs), ("difficulty", youth.difficulties)):
            for code in codes:
                returnee.answers.create(question=question, code=code)
        self.places[county].youths.append(youth)
        youth.returnee = returnee
        return youth

    def _withdraw(self, county, youth):
        youth.returnee.withdraw(withdrawn_at=datetime(2020, 2, 5, tzinfo=UTC))
        youth.state = "withdrawn"

    def _not_counted(self, county):
        kept = self._answer(county, Youth("A", 33, "R-tourism", ("ecommerce",)), phone="13911111111")
        double = self._answer(county, Youth("A", 33, "R-tourism", ("ecommerce",)), phone="13911111111")
        double.returnee.merge_into(target=kept.returnee)
        double.state = "merged"
        bot = self._answer(county, Youth("B", 21, "other", state="quarantined"))
        bot.returnee.reject()
        bot.state = "rejected"
        wrong = self._answer(county, Youth("A", 19, "other", ("legal",)))
        wrong.returnee.mark_deleted(by=self.manager, deletion_reason="test")
        wrong.state = "deleted"

    def _other_work(self):
        self._serve("包头市", make_service, ("service", "ticket_help"), 10)
        self._serve("东河区", make_service, ("service", "job_information"), 25, kind="job_information", people_count=25)
        self._serve("东河区", make_service, ("service", "job_information"), 5, kind="job_information", people_count=5)
        self._serve("满洲里市", make_service, ("service", "ticket_help"), 10)
        self._serve("内蒙古自治区", make_service, ("service", "ticket_help"), 10)
        self._serve("直属企业团委", make_wechat_group, ("group", "members"), 1)
        self._serve("扎赉诺尔区", make_wechat_group, ("group", "leaders"), 1, kind="leaders")
        self._serve("赤峰市", make_headcount, ("headcount", "workers"), 100)
        self._serve("乌达区", make_publicity, ("publicity", "count"), 1)
        self._serve("乌达区", make_publicity, ("publicity", "count"), 1, read_count=1200)
        self.places["乌达区"].other_work["publicity", "reads"] += 1200
        youth = {"status": "B", "age": 30, "industry": "E-construction"}
        home = self.committees["奈曼旗"]
        case = make_follow_up_case(entrance=self.entrance, home_committee=home, returnee=youth)
        make_follow_up_note(case=case, by=self.manager)
        self.places["奈曼旗"].youths.append(Youth("B", 30, "E-construction", ("loan",)))
        self.places["奈曼旗"].other_work["follow_up", "guidance"] += 1

    def _serve(self, name, make, key, number, **columns):
        make(campaign=self.campaign, committee=self.committees[name], **columns)
        self.places[name].other_work[key] += number

    # What the committees and the region do

    def _before_the_deadline(self):
        self._on(10)
        for name in ("呼和浩特市", "阿拉善盟", "包头市", "兴安盟"):
            self._submit(name)
        self._on(12)
        self._accept("呼和浩特市")
        self._send_back("包头市")
        self._send_back("兴安盟")
        self._submit("乌兰察布市")
        self._begin("乌海市")
        self._on(13)
        self._hold("科尔沁右翼前旗", "visit", visited_count=7, new_member_count=1)
        self._submit("兴安盟")
        self._accept("乌兰察布市")
        self._submit("巴彦淖尔市")
        self._take_back("巴彦淖尔市")
        self._hold("包头市", "lecture", session_count=2, participant_count=99)
        self.expected["包头市"].is_changed = True
        self._on(14)
        self._reopen("乌兰察布市")
        self._submit("鄂尔多斯市")
        self._extend("通辽市", date(2020, 2, 20))

    def _around_the_deadline(self):
        self._on(16)
        self._submit("呼伦贝尔市")
        if self.is_separate:
            self._submit("满洲里市")
        self._on(17)
        self._accept("呼伦贝尔市")
        if self.is_separate:
            self._accept("满洲里市")

    def _after_it(self):
        self._on(18)
        self._submit("赤峰市")
        self._change_the_log("鄂尔多斯市", "东胜区")
        self._on(19)
        self._submit("通辽市")
        self._on(20)
        self._answer("新城区", Youth("A", 27, "I-information", ("premises",), ("staff",)))
        self._withdraw("新城区", self.places["新城区"].youths[0])
        self._on(LAST_DAY.day)

    def _staff_of(self, name):
        if name not in self.staff:
            committee = self.committees[name]
            role = "league_city_staff" if committee.level == Level.LEAGUE_CITY else "county_staff"
            self.staff[name] = make_account(committee=committee, role=role)
        return self.staff[name]

    def _package(self, name):
        return Package.objects.get(campaign=self.campaign, committee=self.committees[name])

    def _submit(self, name):
        row, by = self.expected[name], self._staff_of(name)
        places = {place: self.places[place] for place in row.places}
        done = {work.kind for place in places.values() for work in place.works}
        for kind in sorted(set(KINDS) - done - self.places[name].zeros):
            declare_zero_report(campaign=self.campaign, committee=self.committees[name], kinds=[kind], by=by)
            self.places[name].zeros.add(kind)
        package = self._package(name)
        if row.submission_count == 0:
            package = fill_package(package, by=by)
        submission = life_cycle.submit(package=package, by=by, seen_revision=package.revision)
        today = self.settings.GUICHAO_TODAY
        # Half past ten in Asia/Shanghai.
        at = datetime(today.year, today.month, today.day, 2, 30, tzinfo=UTC)
        Submission.objects.filter(pk=submission.pk).update(submitted_at=at)
        row.state, row.state_label = "submitted", "已报送"
        row.filled_by, row.phone = "李干事", "13900000008"
        row.submitted_on, row.is_late = today, today > row.due_on
        row.submission_count += 1
        row.frozen = as_they_are(places)

    def _begin(self, name):
        package = self._package(name)
        life_cycle.write_contact(
            package=package, name="=1+1", phone="0473-2000000", seen_revision=0, by=self._staff_of(name)
        )
        row = self.expected[name]
        row.state, row.state_label, row.filled_by, row.phone = "in_progress", "填写中", "=1+1", "0473-2000000"

    def _accept(self, name):
        package = self._package(name)
        life_cycle.accept(package=package, by=self.manager, seen_submission_id=package.last_submission().pk)
        self.expected[name].state, self.expected[name].state_label = "accepted", "已确认"

    def _send_back(self, name):
        life_cycle.return_for_revision(
            package=self._package(name), by=self.manager, reason="照片不清楚", parts=["photos"]
        )
        row = self.expected[name]
        row.state, row.state_label = "returned", "退回修改中"
        row.returned_count += 1

    def _reopen(self, name):
        life_cycle.reopen(package=self._package(name), by=self.manager, reason="人数有误")
        self.expected[name].state, self.expected[name].state_label = "returned", "重新打开修改中"

    def _take_back(self, name):
        life_cycle.withdraw(package=self._package(name), by=self._staff_of(name))
        self.expected[name].state, self.expected[name].state_label = "in_progress", "撤回修改中"

    def _extend(self, name, until):
        life_cycle.extend(package=self._package(name), until=until, reason="暴雪封路")
        self.expected[name].due_on, self.expected[name].is_extended = until, True

    def _change_the_log(self, name, county):
        """After it was sent up: one entry is corrected, one deleted, one new."""
        place = self.places[county]
        lecture, visit = (next(work for work in place.works if work.kind == kind) for kind in ("lecture", "visit"))
        lecture.columns["participant_count"] += 5
        count = lecture.columns["participant_count"]
        Activity.objects.filter(pk=lecture.pk).update(participant_count=count)
        Activity.objects.get(pk=visit.pk).mark_deleted(by=self.manager)
        place.works.remove(visit)
        self._hold(county, "tour", session_count=3, participant_count=60)
        self.expected[name].is_changed = True

    def _write_down_what_is_expected(self):
        for row in self.expected.values():
            row.counts_in = {
                "submitted": row.frozen is not None,
                "accepted": row.state == "accepted",
                "live": any(self.places[place].works or self.places[place].zeros for place in row.places),
            }
            for source in SOURCES:
                places = {place: self.places[place] for place in row.places}
                if source != "live":
                    places = row.frozen if row.counts_in[source] else {place: Place() for place in row.places}
                row.lines[source] = {name: count_figures([place]) for name, place in places.items()}
                row.figures[source] = count_figures(list(places.values()))
