#include "authoring/lint.h"
