#include "authoring/build.h"
