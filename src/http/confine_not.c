/* Where a sanitizer is at work there is no filter of system calls; see confine.c. The one that
 * looks for leaks must be able to look into the process, which a change of user has forbidden. */
#include <sys/prctl.h>

#include "http/privileges.h"

enum cairn_status cairn_http_confine(struct cairn_error *err)
{
    if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_DENIED, "could not let the sanitizer look");
    return CAIRN_OK;
}
