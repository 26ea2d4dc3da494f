#include "render/messages.h"
