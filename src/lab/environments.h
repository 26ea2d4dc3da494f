/* The verbs env-list, env-add and env-remove of cairn-lab. */
#ifndef CAIRN_LAB_ENVIRONMENTS_H
#define CAIRN_LAB_ENVIRONMENTS_H

#include "lab/request.h"

/* Does what is asked and says how the environments are then: cairn.environments/1. */
enum cairn_status cairn_lab_environments(
    const struct cairn_lab_request *request, struct cairn_error *err) CAIRN_MUST_USE;

#endif
