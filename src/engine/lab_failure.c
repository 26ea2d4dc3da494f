/* A program of libexec that could not do its work says so in an event; its complaint becomes ours.
 */
#include "base/error.h"
#include "engine/lab_internal.h"

enum cairn_status cairn_lab_status_of_name(struct cairn_span name)
{
    for (enum cairn_status status = CAIRN_ERR_MEMORY; status <= CAIRN_ERR_USAGE; status++) {
        if (cairn_span_equal_string(name, cairn_status_name(status)))
            return status;
    }
    return CAIRN_ERR_IO;
}

enum cairn_status cairn_lab_fail_as(const struct cairn_value *failure, struct cairn_error *err)
{
    enum cairn_status status = cairn_lab_status_of_name(cairn_value_get_text(failure, "status"));
    struct cairn_span message = cairn_value_get_text(failure, "message");
    struct cairn_span detail = cairn_value_get_text(failure, "detail");
    struct cairn_span hint = cairn_value_get_text(failure, "hint");
    if (!message.size)
        message = CAIRN_SPAN("the program could not do it, and did not say why");
    CAIRN_FAIL(err, status, "%.*s", CAIRN_SPAN_ARGS(message));
    if (detail.size)
        cairn_error_detail(err, "%.*s", CAIRN_SPAN_ARGS(detail));
    if (hint.size)
        cairn_error_hint(err, "%.*s", CAIRN_SPAN_ARGS(hint));
    return status;
}
