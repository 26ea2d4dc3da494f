/* The records that the tests of the engine share. */
#ifndef CAIRN_TESTS_RECORDS_H
#define CAIRN_TESTS_RECORDS_H

#include "tiny_canon.h"

static const struct tiny_record web_records[] = {
    /* Two causes, one command that tells them apart; causes web/closed. */
    {"{\"schema\": \"cairn.record/1\", \"id\": \"web/refused\","
     " \"signature\": \"connect() to 127.0.0.1:8080 failed (111: Connection refused)\","
     " \"signature_zh\": \"连接被拒绝\","
     " \"regex\": \"connect\\\\(\\\\) to (?P<upstream>\\\\S+) failed \\\\(111: Connection "
     "refused\\\\)\","
     " \"domain\": \"web\", \"category\": \"network_error\", \"root_cause\": \"Nothing listens "
     "there. So it fails.\","
     " \"severity\": \"error\", \"impact\": \"outage\", \"tier\": \"sourced\", "
     "\"no_action_unless\": null,"
     " \"captures\": {\"upstream\": \"host\"},"
     " \"placeholders\": {\"service\": {\"type\": \"name\", \"means\": \"name of the service\", "
     "\"example\": \"app\"}},"
     " \"root_causes\": ["
     "  {\"id\": \"stopped\", \"title\": \"The upstream is not running\", \"explanation\": \"It "
     "stopped.\", \"basis\": \"claimed\"},"
     "  {\"id\": \"wrong_port\", \"title\": \"It listens elsewhere\", \"explanation\": \"Other "
     "port.\", \"basis\": \"claimed\"},"
     "  {\"id\": \"too_many\", \"title\": \"The queue is full\", \"explanation\": \"Full.\", "
     "\"basis\": \"claimed\"}],"
     " \"tells\": ["
     "  {\"id\": \"t0\", \"cause\": \"too_many\", \"as\": \"shell\", \"command\": \"ss -s\", "
     "\"shows\": \"many\", \"basis\": \"claimed\"},"
     "  {\"id\": \"t1\", \"cause\": \"stopped\", \"as\": \"shell\", \"command\": \"nc -vz "
     "{{upstream}}; systemctl status {{service}}\", \"shows\": \"inactive\", \"basis\": "
     "\"claimed\"},"
     "  {\"id\": \"t2\", \"cause\": \"wrong_port\", \"as\": \"shell\", \"command\": \"nc -vz "
     "{{upstream}}; systemctl status {{service}}\", \"shows\": \"active\", \"basis\": "
     "\"claimed\"}],"
     " \"workarounds\": ["
     "  {\"id\": \"start\", \"kind\": \"change\", \"action\": \"Start it\", \"how\": \"x\", "
     "\"steps\": [{\"as\": \"shell\", \"text\": \"systemctl start {{service}}\", \"via\": \"sh\"}],"
     "   \"where\": \"upstream\", \"carrier\": \"none\", \"disrupts\": \"none\", \"needs\": "
     "\"root\", \"undo\": \"Stop it.\","
     "   \"verify\": {\"as\": \"shell\", \"command\": \"curl http://{{upstream}}/\", \"shows\": "
     "\"200\"}, \"resolves\": [\"stopped\"], \"success_rate\": null, \"basis\": \"claimed\"},"
     "  {\"id\": \"mend_port\", \"kind\": \"change\", \"action\": \"Mend the port\", \"how\": "
     "\"y\", \"steps\": [], \"resolves\": [\"wrong_port\"], \"success_rate\": null, \"basis\": "
     "\"claimed\"}],"
     " \"dead_ends\": [{\"id\": \"longer_timeout\", \"action\": \"Raise the timeout\", "
     "\"why_fails\": \"It is refused at once.\", \"fail_rate\": null, \"harm\": null, \"basis\": "
     "\"claimed\"}],"
     " \"transition_graph\": {\"leads_to\": [{\"error_id\": \"web/closed\", \"probability\": null, "
     "\"condition\": null, \"kind\": \"cascade\", \"basis\": \"claimed\"}], \"preceded_by\": [], "
     "\"frequently_confused_with\": []},"
     " \"tags\": [\"socket\"], \"aliases\": [], \"formerly\": [\"web/old-refused\"], "
     "\"official_doc_url\": \"https://example.org/doc\", \"refuted\": null}",
        NULL},
    {"{\"schema\": \"cairn.record/1\", \"id\": \"web/closed\", \"signature\": \"no live "
     "upstreams\","
     " \"regex\": \"no live upstreams\", \"domain\": \"web\", \"root_cause\": \"All are down.\", "
     "\"severity\": \"error\", \"impact\": \"outage\","
     " \"tier\": \"claimed\", \"captures\": {}, \"root_causes\": [{\"id\": \"all_down\", "
     "\"title\": \"All down\", \"explanation\": \"E.\", \"basis\": \"claimed\"}],"
     " \"tells\": [], \"workarounds\": [], \"dead_ends\": [], \"transition_graph\": {\"leads_to\": "
     "[{\"error_id\": \"web/final\", \"kind\": \"cascade\"}]}}",
        NULL},
    {"{\"schema\": \"cairn.record/1\", \"id\": \"web/final\", \"signature\": \"giving up for "
     "good\","
     " \"regex\": \"giving up for good\", \"domain\": \"web\", \"root_cause\": \"R.\", "
     "\"severity\": \"warning\", \"tier\": \"claimed\","
     " \"root_causes\": [], \"transition_graph\": {\"leads_to\": []}}",
        NULL},
    {"{\"schema\": \"cairn.record/1\", \"id\": \"web/refused-errno\", \"signature\": \"Connection "
     "refused\","
     " \"regex\": \"Connection refused\", \"domain\": \"web\", \"root_cause\": \"Refused.\", "
     "\"severity\": \"note\", \"tier\": \"claimed\","
     " \"root_causes\": [], \"transition_graph\": {\"leads_to\": []}}",
        NULL},
    {"{\"schema\": \"cairn.record/1\", \"id\": \"shell/removed\", \"signature\": \"cannot remove "
     "'x'\","
     " \"regex\": \"cannot remove '(?P<file>[^']+)'\", \"domain\": \"shell\", \"root_cause\": "
     "\"R.\", \"severity\": \"noise\", \"tier\": \"refuted\","
     " \"captures\": {\"file\": \"path\"}, \"root_causes\": [],"
     " \"workarounds\": [{\"id\": \"force\", \"kind\": \"change\", \"action\": \"Force\", \"how\": "
     "\"rm {{file}}\", \"steps\": [{\"as\": \"shell\", \"text\": \"rm -f {{file}}\"}], "
     "\"resolves\": []}],"
     " \"refuted\": {\"text\": \"No version prints this.\", \"probably\": [\"web/closed\", "
     "\"web/absent\"]}, \"transition_graph\": {\"leads_to\": []}}",
        NULL},
};

#define WEB_RECORDS (sizeof(web_records) / sizeof(web_records[0]))

#endif
